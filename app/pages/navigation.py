"""The pages that the bar leads to."""

NAVIGATION = [
    {"title": "Landscapes", "href": "/landscapes"},
    {"title": "Networks", "href": "/networks"},
    {"title": "Reference", "href": "/reference"},
    {"title": "API", "href": "/api/docs"},
]
