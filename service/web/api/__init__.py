"""The JSON API, `/api/v1`: read only, described by `/api/v1/openapi.json`.

Enter: asks. Leave: JSON objects. Each operation declares its parameters and its answer once; requests are read, and the
document is written, from these declarations. Within v1 keys are added and none is taken away or renamed.
"""
