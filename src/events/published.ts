import { EVENT_TYPES, EVENTS, eventSchema } from './catalogue.js'

/** Schemas of events by type and version, as consumers know them (openapi/events.json). */
export type PublishedEvents = Record<string, object>

/** What the catalogue says today, as plain JSON and without what is for people only. */
export function presentEvents(): PublishedEvents {
  return Object.fromEntries(
    EVENT_TYPES.map((type) => {
      const schema = JSON.parse(JSON.stringify(eventSchema(type))) as Schema
      return [`${type} v${EVENTS[type].v}`, withoutWords(schema)]
    }),
  )
}

/** One type a line: a change shows as the lines of its types. */
export const publishedText = (events: PublishedEvents): string =>
  `{\n${Object.entries(events)
    .map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`)
    .join(',\n')}\n}\n`

function withoutWords(schema: Schema): Schema {
  const { properties, items, ...rest } = schema
  const kept = Object.entries(rest).filter(([keyword]) => !FOR_PEOPLE.has(keyword))
  const members = Object.entries(properties ?? {}).map(([name, member]) => [name, withoutWords(member)])
  return {
    ...Object.fromEntries(kept),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(members) }),
    ...(items === undefined ? {} : { items: withoutWords(items) }),
  }
}

interface Schema {
  [keyword: string]: unknown
  properties?: Record<string, Schema>
  required?: string[]
  enum?: unknown[]
  items?: Schema
}

/** For people; they change nothing for a program. */
const FOR_PEOPLE = new Set(['title', 'description', 'examples'])
const LOOKED_INTO = new Set(['properties', 'required', 'enum', 'items'])

/**
 * What a consumer of the published schemas would trip over in the present ones, each with its place: a type or member
 * that is gone, one that became required or is no longer, a value that is gone, any other limit that changed. Empty
 * when the present only adds.
 */
export function breaks(published: PublishedEvents, present: PublishedEvents): string[] {
  return Object.entries(published).flatMap(([name, schema]) => {
    const now = present[name]
    return now === undefined ? [`${name} is gone`] : breaksIn(name, schema as Schema, now as Schema)
  })
}

function breaksIn(at: string, before: Schema, after: Schema): string[] {
  return [
    ...changedKeywords(at, before, after),
    ...changedRequired(at, before, after),
    ...(before.enum ?? []).flatMap((value) =>
      after.enum?.includes(value) === true ? [] : [`${at}: the value ${String(value)} is gone`],
    ),
    ...(before.enum === undefined && after.enum !== undefined ? [`${at}: is narrowed to some values`] : []),
    ...Object.entries(before.properties ?? {}).flatMap(([name, member]) => {
      const now = after.properties?.[name]
      return now === undefined ? [`${at}.${name} is gone`] : breaksIn(`${at}.${name}`, member, now)
    }),
    ...(before.items === undefined || after.items === undefined
      ? []
      : breaksIn(`${at}[]`, before.items, after.items)),
  ]
}

function changedKeywords(at: string, before: Schema, after: Schema): string[] {
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keywords]
    .filter((keyword) => !FOR_PEOPLE.has(keyword) && !LOOKED_INTO.has(keyword))
    .filter((keyword) => JSON.stringify(before[keyword]) !== JSON.stringify(after[keyword]))
    .map((keyword) => `${at}: ${keyword} changed`)
}

function changedRequired(at: string, before: Schema, after: Schema): string[] {
  const [old, now] = [before.required ?? [], after.required ?? []]
  return [
    ...old.filter((name) => !now.includes(name)).map((name) => `${at}.${name} may now be absent`),
    ...now.filter((name) => !old.includes(name)).map((name) => `${at}.${name} is required now`),
  ]
}
