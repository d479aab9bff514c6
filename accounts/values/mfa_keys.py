"""The condition keys of MFA, lower-case as the engine has them."""

MFA, MFA_AGE = "aws:multifactorauthpresent", "aws:multifactorauthage"
