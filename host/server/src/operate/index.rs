//! A hint for whoever opens the address in a browser.

/// Says where to go on.
#[utoipa::path(get, path = "/", tag = "hub", responses((status = 200, body = String, content_type = "text/plain")))]
pub(crate) async fn index() -> &'static str {
    "Drehscheibe\n\n\
     Dies ist die Schnittstelle für Portale, Kommunen und Betreiber.\n\
     Beschreibung (OpenAPI 3.1): /api/v1/openapi.json\n\
     Betriebszustand:            /health/ready\n\
     Portal für Menschen:        /portal\n\n\
     This is the API for portals, municipalities and operators; see /api/v1/openapi.json.\n"
}
