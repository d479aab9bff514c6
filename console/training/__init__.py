"""Classes, seats and labs: a layer beside the mock for people who teach and learn with it. Not AWS.

It knows accounts, credentials, events and the gate; nothing below it knows of it.
"""
