-- non-transactional: reads every event under a lock that holds up nobody who writes
ALTER TABLE "case_events" VALIDATE CONSTRAINT "case_events_edge";
