-- For wrk: each connection waits ten milliseconds before its next request.
function delay() return 10 end
