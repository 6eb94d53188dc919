"""An MCP server of FastMCP (PyPI fastmcp 4.x) that checks an issuer's signed tokens. Usage: fastmcp_rs.py PORT ISSUER JWKS_URI"""
import sys
from fastmcp import FastMCP
from fastmcp.server.auth import RemoteAuthProvider
from fastmcp.server.auth.providers.jwt import JWTVerifier
from fastmcp.server.dependencies import get_access_token

port, issuer, jwks = int(sys.argv[1]), sys.argv[2], sys.argv[3]
base = f"http://127.0.0.1:{port}"
verifier = JWTVerifier(
    jwks_uri=jwks, issuer=issuer, audience=base + "/mcp", algorithm="RS256", required_scopes=["mcp:read"])
server = FastMCP("interop-fastmcp", auth=RemoteAuthProvider(
    token_verifier=verifier, authorization_servers=[issuer], base_url=base))


@server.tool
def add(a: int, b: int) -> int:
    "Add two numbers."
    return a + b


@server.tool
def whoami() -> str:
    "The client id and the scopes of the caller's token."
    token = get_access_token()
    return f"{token.client_id} {' '.join(token.scopes)}"


server.run(transport="http", host="127.0.0.1", port=port, show_banner=False, log_level="WARNING")
