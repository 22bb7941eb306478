import { type Static, Type } from 'typebox'
import { Instant, LegalDate, model, openEnum, SAID, Strict, Uuid } from '../../http/schemas.js'
import { exampleId } from '../../shared/sample-codes.js'
import { EXAMPLE_CASE_NO } from '../cases/case-examples.js'

export const dossierParam = Strict({
  dossierId: Type.Unsafe<string>({ ...Uuid, examples: [exampleId()] }),
})

/** What is asked to be opened, as the sample and the contract do. */
export const exampleOpening = { caseNo: EXAMPLE_CASE_NO, purpose: '核对申请人此前提交的材料' }

export const OpenInput = Strict(
  {
    caseNo: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'The case in hand (在办办件), a draft included',
    }),
    partyNo: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 999, description: 'Another party than the applicant' }),
    ),
    purpose: Type.Optional(
      Type.String({
        minLength: 2,
        maxLength: 200,
        pattern: `${SAID}.*${SAID}`,
        description: 'Why (查阅目的); required but for applicants themselves',
      }),
    ),
  },
  { examples: [exampleOpening] },
)
export type OpenInput = Static<typeof OpenInput>

const Source = Strict(
  {
    caseNo: Type.String(),
    itemCode: Type.String(),
    itemName: Type.String(),
    organisation: Type.String(),
  },
  { description: 'From which case it is known (来源)' },
)

const Person = Strict({
  role: Type.String(),
  type: openEnum(['natural', 'legal']),
  name: Type.String(),
  idType: Type.String(),
  idNumber: Type.String(),
})

const opened = {
  dossierId: Uuid,
  openedFor: Strict({ caseNo: Type.String(), purpose: Type.Optional(Type.String()) }),
  openedAt: Instant,
}

export const OpeningView = Strict(opened)
export type OpeningView = Static<typeof OpeningView>

export const DossierView = model(
  'Dossier',
  Strict(
    {
      ...opened,
      person: Person,
      values: Type.Array(
        Strict({
          key: Type.String({ examples: ['businessName'] }),
          title: Type.String({ examples: ['经营者名称'] }),
          value: Type.Unknown(),
          source: Source,
          since: Instant,
          until: Instant,
        }),
        { description: 'What was filled in before, each from its newest case; never what is sensitive' },
      ),
      materials: Type.Array(
        Strict({
          reference: Type.Optional(
            Type.String({ description: 'With `source: dossier` the same file again (免重复提交)' }),
          ),
          materialCode: Type.String(),
          name: Type.String(),
          source: Type.String({ description: 'How it came then' }),
          register: Type.Optional(Type.String({ description: 'The register that said so' })),
          licence: Type.Optional(Strict({ type: Type.String(), number: Type.String() })),
          from: Source,
          since: Instant,
          until: Instant,
        }),
      ),
      cases: Type.Array(
        Strict({
          caseNo: Type.String(),
          itemCode: Type.String(),
          itemName: Type.String(),
          status: Type.String(),
          receivedOn: Type.Optional(LegalDate),
        }),
      ),
      clear: Type.Boolean(),
    },
    { description: 'What is known of a person or entity, and from where (一人一档)' },
  ),
)
export type DossierView = Static<typeof DossierView>

export const PrefillView = model(
  'Prefill',
  Strict(
    {
      caseNo: Type.String(),
      itemCode: Type.String(),
      form: Type.Array(
        Strict({
          pointer: Type.String({ examples: ['/form/businessName'] }),
          title: Type.String(),
          value: Type.Unknown(),
          from: Type.String({ description: 'Sent back in `prefilled` with the confirmation' }),
          since: Instant,
        }),
      ),
      materials: Type.Array(
        Strict({
          materialCode: Type.String(),
          source: Type.Literal('dossier'),
          reference: Type.String(),
          until: Instant,
        }),
      ),
      clear: Type.Boolean(),
    },
    { description: 'What the form and the materials of a case may be filled with (预填)' },
  ),
)
export type PrefillView = Static<typeof PrefillView>
