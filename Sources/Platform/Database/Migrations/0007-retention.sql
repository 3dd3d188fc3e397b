-- Records end on the platform, too: rows of tenancies go, arrived events lose what they say.

GRANT DELETE ON tenancy, blob, request, task TO platform_app;
GRANT UPDATE (body) ON event TO platform_app;

CREATE INDEX event_with_body ON event (village, arrived_at) WHERE body IS NOT NULL;
