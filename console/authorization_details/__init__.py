"""Authorization records: why each call of the last 24 hours was refused, to be looked up by its id.

AWS's service is IAM's "Access Troubleshooter", its API `iam-toolbox`.
"""
