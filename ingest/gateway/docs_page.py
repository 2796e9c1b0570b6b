"""`/sync/docs`: the OpenAPI document for people, with nothing from elsewhere on the internet."""

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

FILES = "docs/files"


def add_to(app: FastAPI) -> None:
    """Addresses are relative, so that the page stands behind a proxy under any path."""
    app.mount(f"/sync/{FILES}", StaticFiles(packages=[("fastapi_swagger", "resources")]))

    @app.get("/sync/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="openapi.json",
            title=app.title,
            swagger_js_url=f"{FILES}/swagger-ui-bundle.js",
            swagger_css_url=f"{FILES}/swagger-ui.css",
            swagger_favicon_url=f"{FILES}/favicon-32x32.png",
        )
