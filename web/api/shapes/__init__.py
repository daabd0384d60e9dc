"""The contract's shapes as types, so that the OpenAPI document says what is really answered."""
