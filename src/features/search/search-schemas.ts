import { Type } from 'typebox'
import { Instant, listOf, model, Strict, strEnum } from '../../http/schemas.js'
import { LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'
import { SEARCH_KINDS } from './search-service.js'

const dictionaryCode = (description: string) => Type.String({ pattern: '^[0-9A-Za-z]{1,20}$', description })

export const searchText = Type.String({
  maxLength: 10_000,
  description:
    'Words, pinyin initials or full pinyin, or a code or its beginning; the first hundred characters count',
  examples: ['公积金'],
})

/** Query parameters of every search. */
export const searchFields = {
  q: Type.Optional(searchText),
  division: Type.Optional(
    Type.String({ maxLength: 12, description: 'Only this division and all below it (区划)' }),
  ),
  near: Type.Optional(
    Type.String({
      maxLength: 12,
      description:
        'Division where the search is made: it and those above it come first, then those below, then all others (就近)',
      examples: ['511102'],
    }),
  ),
  type: Type.Optional(dictionaryCode('事项类型')),
  audience: Type.Optional(dictionaryCode('服务对象')),
  theme: Type.Optional(dictionaryCode('主题分类')),
  organisation: Type.Optional(Type.String({ maxLength: 50 })),
  handling: Type.Optional(strEnum(['onTheSpot', 'promised'])),
  highlight: Type.Optional(
    Type.Boolean({ description: 'Also each name in pieces, those marked for which it was found (高亮)' }),
  ),
  facets: Type.Optional(
    Type.Boolean({
      description: 'Also how all hits are spread (分面), exact up to 5000',
    }),
  ),
}

const Pieces = Type.Array(Strict({ text: Type.String(), match: Type.Boolean() }), {
  description: 'The name in pieces without markup: whoever shows them escapes text as always',
})
export const highlighted = { highlight: Type.Optional(Pieces) }

const Counted = Type.Array(
  Strict({ value: Type.String({ examples: ['01'] }), count: Type.Integer({ examples: [7] }) }),
)
export const Facets = model(
  'SearchFacets',
  Strict(
    {
      counted: Type.Integer({ description: 'How many entries were counted', examples: [15] }),
      exact: Type.Boolean({
        description:
          'Whether these are all hits of now. Above 5000 it is false: then they are all as counted some minutes ago or, within a division or an organ, 5000 of them',
      }),
      kind: Counted,
      type: Counted,
      audience: Counted,
      theme: Counted,
      handling: Counted,
      division: Counted,
    },
    {
      description:
        'How hits are spread; divisions are those just below the one that was asked for. Public content is not counted',
    },
  ),
)

export const SearchHit = model(
  'SearchHit',
  Strict({
    kind: strEnum(SEARCH_KINDS, {
      description:
        'Item (事项), variant (业务办理项), question (常见问题), bundle (一件事), public content (公开内容)',
    }),
    name: Type.String({ examples: ['食品经营许可'] }),
    ...highlighted,
    itemCode: Type.Optional(Type.String({ examples: [LESHAN_ITEM_CODE] })),
    bundleCode: Type.Optional(Type.String({ examples: ['open-restaurant'] })),
    /** Of a variant. */
    variantCode: Type.Optional(Type.String()),
    excerpt: Type.Optional(Type.String({ description: 'The beginning of the answer or of the text' })),
    organisation: Type.String(),
    division: Type.String(),
    type: Type.Optional(Type.String()),
    typeTitle: Type.Optional(Type.String()),
    handling: Type.Optional(strEnum(['onTheSpot', 'promised'])),
    audiences: Type.Optional(Type.Array(Type.String())),
    state: Type.Optional(strEnum(['IN_USE', 'SUSPENDED'])),
    publicationId: Type.Optional(Type.String()),
    publicationKind: Type.Optional(Type.String()),
    publishedAt: Type.Optional(Instant),
  }),
)
const page = listOf(SearchHit).properties
export const SearchResults = Strict({
  data: page.data,
  nextCursor: page.nextCursor,
  count: page.count,
  facets: Type.Optional(Facets),
})

export const Suggestions = Strict({
  data: Type.Array(Strict({ name: Type.String({ examples: ['食品经营许可'] }) })),
})

const organisation = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 50,
    description: 'Whose it is (归属机构); absent: the whole deployment’s',
  }),
)
export const synonymKey = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,49}$', examples: ['identity-card'] })
export const SynonymInput = Strict(
  {
    organisation,
    words: Type.Array(Type.String({ minLength: 2, maxLength: 30, pattern: '[\\p{L}\\p{N}]' }), {
      minItems: 2,
      maxItems: 8,
      uniqueItems: true,
    }),
  },
  { examples: [{ words: ['身份证明', '身份证', '居民身份证'] }] },
)
export const SynonymGroup = model(
  'SynonymGroup',
  Strict({
    key: Type.String({ examples: ['identity-card'] }),
    organisation,
    words: Type.Array(Type.String({ examples: ['身份证'] }), {
      description: 'Words that mean the same in a search (同义词)',
    }),
  }),
)
