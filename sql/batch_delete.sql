-- Takes back a batch, after its names.
DELETE FROM batch WHERE id = :batch;
