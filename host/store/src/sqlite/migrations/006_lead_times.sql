-- The newest lead times of a procedure, everywhere and of one authority, without a look at the messages themselves.
DROP INDEX message_final;
CREATE INDEX message_final ON message (procedure, sequence, final_at, received_at) WHERE final_at IS NOT NULL;
CREATE INDEX message_final_of ON message (tenant, procedure, sequence, final_at, received_at)
    WHERE final_at IS NOT NULL;
