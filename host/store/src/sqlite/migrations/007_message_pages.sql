-- Two filters at once, of which either alone may pass very many messages: what a large town has rejected, its
-- messages of one procedure.
CREATE INDEX message_of_state ON message (tenant, state, sequence) WHERE state <> 'delivered';
CREATE INDEX message_procedure_state ON message (procedure, state, sequence) WHERE state <> 'delivered';
-- The same index serves lead times and pages: of all messages, not only of those that have ended.
DROP INDEX message_final_of;
CREATE INDEX message_final_of ON message (tenant, procedure, sequence, final_at, received_at);
