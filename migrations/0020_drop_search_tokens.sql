-- The contract of 0014: since then nothing writes or reads these. Instances of the code before this file go on beside it.
DROP INDEX "items_search";--> statement-breakpoint
ALTER TABLE "items" DROP COLUMN "search_tokens";--> statement-breakpoint
ALTER TABLE "import_entries" DROP COLUMN "search_tokens";