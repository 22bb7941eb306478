import { Type } from 'typebox'
import { Instant, model, Strict, Uuid } from '../../http/schemas.js'

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
    'SHA-256(hash of the event before, 32 bytes ‖ canonical JSON (RFC 8785) of { caseNo, occurredAt, payload, type, version }), of the event at readTo; 32 zero bytes before the first (哈希链)',
  examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
})

const ChangeEvent = model(
  'ChangeEvent',
  Strict(
    {
      position: Type.Integer({
        minimum: 1,
        description: 'Gapless before filtering (序号)',
        examples: [1042],
      }),
      caseNo: Type.String({ description: '办件编号', examples: ['511100-20260302-0000017-3'] }),
      type: Type.String({ description: 'The act that happened (事件类型)', examples: ['accept'] }),
      occurredAt: Instant,
      version: Type.Integer({ description: 'Of the case; per case in this order', examples: [3] }),
      payload: Type.Object(
        {},
        { additionalProperties: true, description: 'Without personal data', examples: [{ to: 'ACCEPTED' }] },
      ),
    },
    { description: 'A change of a case (办件变更)' },
  ),
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
