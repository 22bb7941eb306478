// The one barrel: drizzle-kit reads the tables of all features from here.
export * from '../features/cases/case-tables.js'
export * from '../features/catalogue/item-tables.js'
export * from '../features/deadlines/deadline-tables.js'
export * from '../features/divisions/division-tables.js'
export * from '../features/exchange/exchange-tables.js'
export * from '../features/workflow/workflow-tables.js'
export * from '../http/grant-tables.js'
export * from '../http/idempotency-tables.js'
