"""The addresses of the console's home and of other services than IAM."""

from django.urls import path

from console.pages import buckets, home, instances

urlpatterns = [
    path("", home.home, name="home"),
    path("ec2/instances/", instances.list_instances, name="instances"),
    path("s3/buckets/", buckets.list_buckets, name="buckets"),
]
