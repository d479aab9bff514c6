"""The URLs of the console's home and of other services than IAM."""

from django.urls import path

from console.pages.services import buckets, home, instances

# What people type who know AWS's URLs, and shorter paths that lead to a first page.
STARTS = {
    "console": "home",
    "iam": "security_credentials",
    "ec2": "instances",
    "s3": "buckets",
    "cloudtrail": "event_history",
}

urlpatterns = [
    path("", home.home, name="home"),
    path("ec2/instances/", instances.list_instances, name="instances"),
    path("s3/buckets/", buckets.list_buckets, name="buckets"),
    *(
        path(route, home.start, {"page": page}, name)
        for service, page in STARTS.items()
        for route, name in (
            (f"{service}/", f"{service}_start"),
            (f"{service}/home/", f"{service}_home"),
        )
    ),
]
