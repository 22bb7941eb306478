import { type Static, Type } from 'typebox'
import { LegalDate, Strict, strEnum } from '../../../http/schemas.js'
import { FOOD_LICENCE_ITEM_CODE } from '../../../shared/sample-codes.js'
import { PARTY_ROLES } from '../../catalogue/party-rule.js'
import { STATUS_NAMES } from '../../workflow/statuses.js'
import { Answer, CHANNEL_NAMES } from '../application-schemas.js'
import { NAME_PATTERN } from '../parties/names.js'

const OldParty = Strict({
  role: strEnum(PARTY_ROLES),
  type: strEnum(['natural', 'legal']),
  name: Type.String({ minLength: 1, maxLength: 200, pattern: NAME_PATTERN }),
  idType: Type.String({ minLength: 1, maxLength: 10 }),
  idNumber: Type.String({ minLength: 1, maxLength: 50 }),
  mobile: Type.Optional(Type.String({ maxLength: 30 })),
})

/** A case of an earlier system as a line (历史办件): what that system says of it, and nothing that it could not know. */
export const OldCaseLine = Strict({
  system: Type.String({
    pattern: '^[A-Za-z][A-Za-z0-9_-]{0,39}$',
    description: 'Code of the system that it comes from (原系统)',
    examples: ['hall-2016'],
  }),
  number: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'Its number there (原办件编号); kept as externalNos',
  }),
  itemCode: Type.String({
    minLength: 1,
    maxLength: 50,
    description: 'The item here (事项)',
    examples: [FOOD_LICENCE_ITEM_CODE],
  }),
  itemVersion: Type.Optional(
    Type.Integer({ minimum: 1, description: 'The version that it was under (事项版本); absent: in force' }),
  ),
  itemName: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'What the item was called then (当时事项名称)',
    }),
  ),
  organisation: Type.Optional(
    Type.String({
      maxLength: 50,
      description: 'Who decided: the organ of the item, or one that went into it (实施机构)',
    }),
  ),
  channel: Type.Optional(strEnum(CHANNEL_NAMES)),
  status: strEnum(STATUS_NAMES, { description: 'Where it stands, or how it ended (办件状态)' }),
  decision: Type.Optional(
    strEnum(['granted', 'refused'], { description: 'Of what is closed or delivered (决定)' }),
  ),
  receivedOn: LegalDate,
  acceptedOn: Type.Optional(LegalDate),
  decidedOn: Type.Optional(LegalDate),
  closedOn: Type.Optional(LegalDate),
  parties: Type.Array(OldParty, { minItems: 1, maxItems: 20 }),
  answers: Type.Optional(Type.Record(Type.String({ maxLength: 50 }), Answer, { maxProperties: 50 })),
  form: Type.Optional(
    Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), { maxProperties: 500, 'x-parts': 3000 }),
  ),
  materials: Type.Optional(
    Type.Array(
      Strict({
        materialCode: Type.String({ minLength: 1, maxLength: 100 }),
        copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      }),
      { maxItems: 200, description: 'Papers that lie in the old dossier (纸质材料)' },
    ),
  ),
  correction: Type.Optional(
    Strict(
      {
        requestedOn: LegalDate,
        items: Type.Array(
          Strict({
            materialCode: Type.Optional(Type.String({ maxLength: 100 })),
            field: Type.Optional(Type.String({ maxLength: 100 })),
            reason: Type.String({ minLength: 2, maxLength: 500 }),
          }),
          { minItems: 1, maxItems: 100 },
        ),
      },
      { description: 'The notice of what awaits correction (补正告知)' },
    ),
  ),
})
export type OldCaseLine = Static<typeof OldCaseLine>
