"""HTTP: pages, sign-in and the REST API, thin over the layers below."""
