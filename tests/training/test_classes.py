"""The list of an account's classes."""

from django.test import Client
from django.urls import reverse

from tests.training.classrooms import make_class
from tests.world import World, sign_in


def test_the_list_has_the_classes_of_the_own_account_alone(world: World):
    make_class(world.admin.account, "blue-otter")
    make_class(world.stranger.account, "red-heron")
    html = sign_in(Client(), world.admin).get(reverse("training")).content.decode()
    assert "blue-otter" in html
    assert "red-heron" not in html


def test_a_learner_sees_why_the_list_is_refused(world: World):
    make_class(world.admin.account, "blue-otter")
    answer = sign_in(Client(), world.alice).get(reverse("training"))
    assert answer.status_code == 403
    html = answer.content.decode()
    assert "training:ListClasses" in html
    assert "blue-otter" not in html
