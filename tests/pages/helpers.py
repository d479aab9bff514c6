"""What the tests of several pages say: addresses, policies, and how an answer is read."""

import re
from datetime import UTC, datetime, timedelta

from accounts.models import Account, User, UserPolicy

BLOCKS = r"(?:button|dd|dt|h[1-3]|li|p|td|th)"
EDGES = re.compile(rf"(<{BLOCKS}\b[^>]*>) | (</{BLOCKS}>)| (>)")
NOW = datetime.now(tz=UTC)
USERS = "/iam/users/"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}'
WRITE = READ.replace("Get", "Put")


def address(name: str, verb: str = "") -> str:
    """A page of the user of this name."""
    return f"{USERS}details/{name}/{verb}"


def allow(user: User, *actions: str, resource: str = "*") -> None:
    """Let the user do this, by an inline policy."""
    listed = ", ".join(f'"{action}"' for action in actions)
    statement = f'{{"Effect":"Allow","Action":[{listed}],"Resource":"{resource}"}}'
    document = f'{{"Version":"2012-10-17","Statement":{statement}}}'
    UserPolicy.objects.create(user=user, policy_name=f"Only{len(document)}", document=document)


def many(account: Account, count: int) -> list[User]:
    """So many new users, from user-00 on, older than the world and each than the one before."""
    return User.objects.bulk_create(
        User(
            account=account,
            user_name=f"user-{number:02}",
            path=f"/team-{number % 3}/",
            password="!",
            created_at=NOW - timedelta(days=number),
        )
        for number in range(count)
    )


def text_of(response) -> str:
    """The page's HTML, white space as browsers show it: one space, and none at an edge of a block
    or between two tags."""
    return EDGES.sub(r"\1\2\3", " ".join(response.content.decode().split()).replace("> <", "><"))


def ticks(html: str) -> int:
    """How many rows of the page can be ticked."""
    return html.count('<td class="select"><input type="checkbox"')


def names(response) -> list[str]:
    """What the rows of the page's list are called, in their order."""
    return [row.name for row in response.context["rows"]]


def cells(response, name: str) -> list[str]:
    """The row of that name, each cell as its text, or the action that it needs."""
    row = next(row for row in response.context["rows"] if row.name == name)
    return [cell.needs or ", ".join(cell.lines) for cell in row.cells]
