-- For wrk: each connection waits ten milliseconds before it asks again.
function delay() return 10 end
