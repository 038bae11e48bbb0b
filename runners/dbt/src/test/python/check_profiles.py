"""Whether dbt's adapters know each option of these profiles, and how they would connect: check_profiles.py JSON.

dbt itself passes over options that it does not know.
"""
import dataclasses
import inspect
import json
import sys

import redshift_connector
from dbt.adapters.redshift.connections import RedshiftCredentials, get_connection_method
from dbt.adapters.snowflake.connections import SnowflakeCredentials

OF_DBT = {"type", "threads"}


def check(profile):
    kind = {"redshift": RedshiftCredentials, "snowflake": SnowflakeCredentials}[profile["type"]]
    options = kind.translate_aliases({k: v for k, v in profile.items() if k not in OF_DBT})
    unknown = set(options) - {field.name for field in dataclasses.fields(kind)}
    if unknown:
        sys.exit(f"dbt-{profile['type']} does not know {sorted(unknown)}")
    credentials = kind.from_dict(options)
    kind.validate(credentials.to_dict())
    if kind is SnowflakeCredentials:
        if credentials.authenticator:
            credentials.auth_args()
        return profile["type"] + " " + str(credentials.authenticator)
    # What connects is a function that holds the options of the client below it.
    arguments = inspect.getclosurevars(get_connection_method(credentials)).nonlocals["kwargs"]
    unknown = set(arguments) - set(inspect.signature(redshift_connector.connect).parameters)
    if unknown:
        sys.exit(f"redshift_connector does not know {sorted(unknown)}")
    if arguments["timeout"] is not None:
        sys.exit("redshift_connector would give up each statement after " + str(arguments["timeout"]) + " s")
    return profile["type"] + " " + credentials.method


for one in json.loads(sys.argv[1]):
    print("known: " + check(one))
