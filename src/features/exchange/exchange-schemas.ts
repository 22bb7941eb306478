import { type TSchema, Type } from 'typebox'
import {
  EVENT_TYPES,
  type EventType,
  eventSchema,
  LEGACY_TYPES,
  LegacyEvent,
} from '../../events/catalogue.js'
import { SHARED_PARTS } from '../../events/event-parts.js'
import { exampleOf } from '../../events/example.js'
import { model, Strict, Uuid } from '../../http/schemas.js'

/** Positions a page passes over at most, and when nothing is said. */
export const MAX_LIMIT = 1000

export const ChangesQuerystring = Strict({
  after: Type.Optional(
    Type.String({
      maxLength: 500,
      description: 'nextCursor of the page before; absent: from the first event',
    }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_LIMIT,
      default: MAX_LIMIT,
      description: 'Positions that the page passes over at most; those outside your grant are left out',
    }),
  ),
  wait: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 60,
      default: 0,
      description: 'Seconds to wait for an event when there is none (long poll)',
    }),
  ),
})

const FeedHash = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description:
    'SHA-256(hash of the event before, 32 bytes ‖ canonical JSON (RFC 8785) of the event without its position), of the event at readTo; 32 zero bytes before the first (哈希链)',
  examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
})

/** `case.accept` is `CaseAcceptEvent` in the document. */
const nameOf = (type: EventType): string =>
  `${type
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}Event`

/** Parts that many kinds have stand once in the document. */
const PARTS = new Map<unknown, TSchema>(
  Object.entries(SHARED_PARTS).map(([name, part]) => [part, model(name, part)]),
)

/** The schema with its shared parts named instead of repeated. */
function withNamedParts(value: unknown): unknown {
  const named = PARTS.get(value)
  if (named !== undefined) return named
  if (Array.isArray(value)) return value.map(withNamedParts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withNamedParts(member)]))
}

const kinds = EVENT_TYPES.map((type) => model(nameOf(type), withNamedParts(eventSchema(type)) as TSchema))
const legacy = model('LegacyEvent', LegacyEvent)

const ChangeEvent = model(
  'ChangeEvent',
  Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    description:
      'An event: closed, by `type`; within a `v` members are only ever added (变更事件). The last kind is what was written before there was a `v`.',
    required: ['type'],
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries([
        ...EVENT_TYPES.map((type) => [type, `#/components/schemas/${nameOf(type)}`]),
        ...LEGACY_TYPES.map((type) => [type, '#/components/schemas/LegacyEvent']),
      ]),
    },
    oneOf: [...kinds, legacy],
    examples: [exampleOf(eventSchema('case.accept'))],
  }),
)

export const ChangesPage = model(
  'ChangesPage',
  Strict(
    {
      epoch: Uuid,
      data: Type.Array(ChangeEvent),
      nextCursor: Type.String({
        description: 'Always there; keep it and send it as after',
        examples: ['AW8cKjQAAEq8ne8BI0VniasAAAAAAAAEEg'],
      }),
      readTo: Type.Integer({
        minimum: 0,
        description: 'The last position that the page passed over',
        examples: [1042],
      }),
      hasMore: Type.Boolean({
        description: 'There are positions after readTo: read on at once',
        examples: [false],
      }),
      hash: FeedHash,
    },
    { description: 'A page of the change feed (变更页)' },
  ),
)

/** What the JSON page has beside `data`, for NDJSON. */
export const NDJSON_HEADERS = {
  Link: { type: 'string', description: 'The next page: `<…>; rel="next"`' },
  'X-Next-Cursor': { type: 'string', description: 'nextCursor (NDJSON only)' },
  'X-Read-To': { type: 'integer', description: 'readTo (NDJSON only)' },
  'X-Has-More': { type: 'boolean', description: 'hasMore (NDJSON only)' },
  'X-Feed-Epoch': { type: 'string', description: 'epoch (NDJSON only)' },
  'X-Feed-Hash': { type: 'string', description: 'hash (NDJSON only)' },
}
