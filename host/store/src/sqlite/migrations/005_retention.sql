-- The newest deletions of contents, for the portal's page about retention.
CREATE INDEX message_wiped ON message (content_wiped_at) WHERE content_wiped_at IS NOT NULL;
