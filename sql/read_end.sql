-- Ends what read_begin.sql began.
COMMIT;
