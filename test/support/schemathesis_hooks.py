"""What schemathesis has to be told: how newline-delimited JSON is written. See test/schemathesis.toml."""

import schemathesis
from hypothesis import strategies as st

NDJSON = "application/x-ndjson"
LINES = st.lists(
    st.one_of(st.just(b'{"n":1}'), st.just(b'"text"'), st.just(b""), st.just(b"{"), st.binary(max_size=40)),
    max_size=8,
)

schemathesis.openapi.media_type(NDJSON, LINES.map(b"\n".join))


@schemathesis.serializer(NDJSON)
def ndjson(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode()
