import { type Static, Type } from 'typebox'
import { LegalDate, model, Strict, strEnum } from '../../http/schemas.js'

const words = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Title = Strict({ zh: words, en: words })
const code = Type.String({ pattern: '^[0-9A-Za-z_-]{1,50}$', examples: ['1'] })
export const target = Type.String({
  pattern: '^[0-9A-Za-z_-]{1,50}$',
  description: 'Another platform (对接平台), e.g. GBT39554, C0109, LEGACY',
  examples: ['C0109'],
})
export const dictionaryKey = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,49}$', examples: ['audience'] })

const Entry = {
  code,
  title: Title,
  validFrom: Type.Optional(LegalDate),
  validTo: Type.Optional(Type.Unsafe<string>({ ...LegalDate, description: 'The last day (失效日期)' })),
}
const MappingInput = Strict({
  target,
  code,
  targetCode: code,
  direction: strEnum(['both', 'out', 'in'], {
    description: 'both; out: only sent so; in: only understood so',
  }),
})

/** The dictionary of scopes, with a code of its own for a province's city cluster. */
const EXAMPLE = {
  title: { zh: '通办范围', en: 'scope' },
  entries: [
    { code: '1', title: { zh: '全国', en: 'nationwide' } },
    { code: '2', title: { zh: '跨省（全省）', en: 'across the province' } },
    { code: '3', title: { zh: '跨市（全市）', en: 'across the city' } },
    { code: '4', title: { zh: '跨县（全县）', en: 'across the county' } },
    { code: '5', title: { zh: '全镇（乡、街道）', en: 'across the town' } },
    { code: '6', title: { zh: '跨村（社区）', en: 'across villages' } },
    { code: '21', title: { zh: '川渝通办', en: 'Sichuan and Chongqing' }, validFrom: '2026-01-01' },
  ],
  mappings: [
    ...['1', '2', '3', '4', '5', '6'].map((each) => ({
      target: 'C0109',
      code: each,
      targetCode: each,
      direction: 'both' as const,
    })),
    { target: 'C0109', code: '21', targetCode: '2', direction: 'out' as const },
  ],
}

const organisation = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 50,
    description: 'Whose it is (归属机构); absent: the whole deployment’s',
  }),
)

export const DictionaryInput = Strict(
  {
    organisation,
    title: Title,
    entries: Type.Array(Strict(Entry), { minItems: 1, maxItems: 5000, description: 'In their order' }),
    mappings: Type.Array(MappingInput, {
      maxItems: 20_000,
      description:
        'What codes are called elsewhere (代码映射); a target without any uses the codes themselves',
    }),
  },
  { examples: [EXAMPLE] },
)
export type DictionaryInput = Static<typeof DictionaryInput>

export const DictionaryView = model(
  'Dictionary',
  Strict({
    key: dictionaryKey,
    organisation,
    revision: Type.Integer(),
    title: Title,
    entries: Type.Array(
      Strict({
        ...Entry,
        targetCode: Type.Optional(
          Type.String({ description: 'With ?target: how it is written there; absent: not at all' }),
        ),
      }),
    ),
    mappings: Type.Array(MappingInput),
    closed: Type.Optional(
      Type.Array(Type.String(), { description: 'After a write: codes that were left out and are closed' }),
    ),
  }),
)
export type DictionaryView = Static<typeof DictionaryView>

export const DictionaryList = Strict({
  data: Type.Array(
    Strict({
      key: dictionaryKey,
      organisation,
      revision: Type.Integer(),
      title: Title,
      codes: Type.Integer({ description: 'How many codes it has' }),
      targets: Type.Array(Type.String(), { description: 'Platforms with mappings' }),
    }),
  ),
})
