import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../../shared/schema.js'
import { bound, key, text } from './fields.js'

export const ProcedureStep = part(
  'ProcedureStep',
  Strict({
    title: text(100),
    titleEn: Type.Optional(text(100)),
    ...bound,
    stage: Type.Optional(
      strEnum(['accept', 'review', 'decide', 'deliver', 'other'], {
        description: '受理、审查、决定、送达、其他',
      }),
    ),
    role: text(100),
    limit: Type.Optional(text(100)),
    standard: text(1000),
    result: text(500),
  }),
)

export const SpecialProcedure = part(
  'SpecialProcedure',
  Strict({
    kind: key,
    days: Type.Integer({ minimum: 1, maximum: 365 }),
    basis: text(500),
    organ: Type.Optional(text(200)),
    telephone: Type.Optional(text(50)),
    charged: Type.Optional(Type.Boolean()),
    notCounted: Type.Optional(
      Type.Boolean({
        description:
          'Not of the eight of Art. 45, but the statute in `basis` says that its time is not counted (所需时间不计算在期限内)',
      }),
    ),
    hearing: Type.Optional(
      strEnum(['tell', 'hold'], {
        description:
          'Of a hearing: those concerned are told of their right before a decision (应当告知听证权利，行政许可法第四十七条), or it is held anyhow (应当听证，第四十六条)',
      }),
    ),
  }),
)
