"""The pages that the bar leads to."""

NAVIGATION = [
    {"title": "Landscapes", "href": "/landscapes"},
    {"title": "Networks", "href": "/networks"},
    {"title": "Learn", "href": "/learn"},
    {"title": "Reference", "href": "/reference"},
    {"title": "API", "href": "/api/docs"},
]
