"""docs/data-model.md is what the models are."""

from tests.docs import data_model


def test_the_data_model_is_drawn_as_it_is():
    assert data_model.PATH.read_text() == data_model.data_model(), (
        "`python -m tests.docs.data_model` writes it"
    )


def test_every_model_is_drawn():
    drawing = data_model.PATH.read_text().partition("```mermaid")[2].partition("```")[0]
    for model in data_model.models():
        assert model.__name__ in drawing.split(), model
