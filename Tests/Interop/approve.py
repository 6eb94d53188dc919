#!/usr/bin/env python3
"""Plays the person and their browser at the authorization servers of the bench; needs nothing but Python.

Usage: approve.py device URL [USER_CODE]     approves a device: its verification_uri and code, or its verification_uri_complete
       approve.py authorize URL [--follow]   signs in and consents at an authorization URL, and prints where the browser would
                                             go next; with --follow it goes there (once), and prints what that page says
Options: --user dev --password password --deny --ca FILE (default $MINTMARK_INTEROP_CA)

Exit code: 0 done; 2 usage; 3 nobody answers, or TLS; 4 the user name or password was refused; 5 the server refused the code
or the request, or redirected with an error that was not asked for by --deny.
"""
import argparse, http.cookiejar, json, os, re, ssl, sys
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener


class Refused(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Stay(HTTPRedirectHandler):
    """A browser that does not follow redirects, so that we see them."""

    def redirect_request(self, *_):
        return None


class Browser:
    def __init__(self, ca):
        context = ssl.create_default_context()
        if ca:
            context.load_verify_locations(ca)
        self.opener = build_opener(
            ProxyHandler({}), HTTPSHandler(context=context), HTTPCookieProcessor(http.cookiejar.CookieJar()), Stay)

    def ask(self, method, url, form=None, body=None):
        """Status, place to go to (absolute, or empty), text."""
        data, headers = None, {}
        if form is not None:
            data, headers = urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        elif body is not None:
            data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
        try:
            answer = self.opener.open(Request(url, data=data, headers=headers, method=method), timeout=20)
        except HTTPError as error:
            answer = error
        except (URLError, OSError) as error:
            raise Refused(3, f"{url.split('?')[0]}: {getattr(error, 'reason', error)}") from None
        with answer:
            place = answer.headers.get("Location")
            return answer.status, urljoin(url, place) if place else "", answer.read(65536).decode("utf-8", "replace").strip()


def query(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def with_query(url, **more):
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode({**query(url), **more})))


def sent_to_login(place):
    return urlsplit(place).path.endswith("/login.html")


class Glewlwyd:
    """Its pages are JavaScript over an API; this is what they call."""

    def __init__(self, browser, url, args):
        self.browser, self.args, parts = browser, args, urlsplit(url)
        self.api = f"{parts.scheme}://{parts.netloc}/api"
        status, _, _ = browser.ask("POST", self.api + "/auth/", body={"username": args.user, "password": args.password})
        if status != 200:
            raise Refused(4, f"glewlwyd refused the password of {args.user} ({status})")

    def consent(self, client, scope):
        status, _, text = self.browser.ask("PUT", f"{self.api}/auth/grant/{client}", body={"scope": scope})
        if status != 200:
            raise Refused(5, f"glewlwyd refused consent for {client} ({status}) {text}")

    def device(self, url, code):
        if self.args.deny:
            raise Refused(2, "glewlwyd has no page that denies a device: let its code run out")
        url = with_query(url, code=code) if code else url
        for _ in range(2):
            _, place, text = self.browser.ask("GET", with_query(url, g_continue=""))
            asked = query(place)
            if asked.get("prompt") == "deviceComplete":
                return
            if not asked.get("client_id"):
                raise Refused(5, f"glewlwyd does not know that code ({asked.get('prompt') or text or 'no reason given'})")
            self.consent(asked["client_id"], asked.get("scope", ""))
        raise Refused(5, "glewlwyd asks for consent again and again")

    def authorize(self, url):
        if self.args.deny:
            raise Refused(2, "glewlwyd's denial never leaves its page")
        asked = query(url)
        self.consent(asked.get("client_id", ""), asked.get("scope", ""))
        status, place, text = self.browser.ask("GET", with_query(url, g_continue=""))
        if not place or sent_to_login(place):
            raise Refused(5, f"glewlwyd refused the authorization request ({status}) {text}")
        return place


class Authlib:
    """One form that takes name, password and consent."""

    def __init__(self, browser, url, args):
        self.browser, self.args = browser, args

    def sign(self, url, **more):
        answer = self.browser.ask("POST", url, form={
            "username": self.args.user, "password": self.args.password,
            "consent": "no" if self.args.deny else "yes", **more})
        if answer[0] == 403:
            raise Refused(4, f"the server refused the password of {self.args.user}")
        return answer

    def device(self, url, code):
        status, _, text = self.sign(url, user_code=code or query(url).get("user_code", ""))
        if status != 200:
            raise Refused(5, f"the server did not take the code ({status}) {text}")

    def authorize(self, url):
        status, place, text = self.sign(url)
        if not place:
            raise Refused(5, f"the server refused the authorization request ({status}) {text}")
        return place


def server_of(browser, url, args):
    """Told apart by how they meet somebody who is not signed in."""
    status, place, text = browser.ask("GET", url)
    if sent_to_login(place):
        return Glewlwyd(browser, url, args)
    if status == 200 and 'name="consent"' in text:
        return Authlib(browser, url, args)
    if place:
        raise Refused(5, f"the server redirects at once to {place}")
    raise Refused(5, f"the server refused the request ({status}) {re.sub(r'<[^>]*>', ' ', text)[:300]}")


def run(args):
    if urlsplit(args.url).scheme not in ("http", "https"):
        raise Refused(2, f"{args.url} is no http URL")
    browser = Browser(args.ca)
    server = server_of(browser, args.url, args)
    if args.what == "device":
        server.device(args.url, args.code)
        return
    place = server.authorize(args.url)
    print(place, flush=True)
    if args.follow:
        status, _, text = browser.ask("GET", place)
        print(status, text, flush=True)
    error = query(place).get("error")
    if error and not args.deny:
        raise Refused(5, f"the server redirects with {error} {query(place).get('error_description', '')}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="what", required=True)
    for verb in ("device", "authorize"):
        sub = verbs.add_parser(verb)
        sub.add_argument("url")
        if verb == "device":
            sub.add_argument("code", nargs="?")
        else:
            sub.add_argument("--follow", action="store_true")
        sub.add_argument("--user", default="dev")
        sub.add_argument("--password", default="password")
        sub.add_argument("--deny", action="store_true")
        sub.add_argument("--ca", default=os.environ.get("MINTMARK_INTEROP_CA"))
    try:
        run(parser.parse_args())
    except Refused as refused:
        print(f"approve: {refused}", file=sys.stderr)
        return refused.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
