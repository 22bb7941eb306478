import type { ValidateFunction } from 'ajv'
import type pg from 'pg'
import { EVENTS, type EventType, eventSchema } from '../../src/events/catalogue.js'
import { makeAjv } from '../../src/http/validation.js'

const ajv = makeAjv(false)
const compiled = new Map<string, ValidateFunction>()

/** What is wrong with an event by the schema of its type; undefined when nothing is. */
export function eventTrouble(event: { type: string }): string | undefined {
  const { type } = event
  if (!Object.hasOwn(EVENTS, type)) return `${type} is not in the catalogue`
  let validate = compiled.get(type)
  if (validate === undefined) {
    validate = ajv.compile(eventSchema(type as EventType))
    compiled.set(type, validate)
  }
  if (validate(event)) return undefined
  return `${type}: ${JSON.stringify(validate.errors?.[0])} in ${JSON.stringify(event)}`
}

/** Every event that a test leaves in its database fits the catalogue, whatever the test was about. */
export async function checkEvents(client: pg.Client): Promise<void> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `select exists (select from pg_attribute where attrelid = to_regclass('case_events') and attname = 'salt') as there`,
  )
  if (found[0]?.there !== true) return
  const { rows } = await client.query<{ document: string }>(
    'select document from case_events where salt is not null',
  )
  for (const { document } of rows) {
    const trouble = eventTrouble({ position: 1, ...JSON.parse(document) })
    if (trouble !== undefined) throw new Error(`an event does not fit its schema: ${trouble}`)
  }
}
