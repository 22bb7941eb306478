import { Type } from 'typebox'
import { part, Strict, strEnum, Uuid } from '../../../shared/schema.js'
import { dictionaryCode, text, Url } from './fields.js'

export const Place = part(
  'ItemPlace',
  Strict({
    windowId: Type.Optional(Uuid),
    name: text(200),
    address: text(300),
    hours: text(200),
    telephone: Type.Optional(text(50)),
    directions: Type.Optional(Type.Unsafe<string>({ ...text(500), description: '交通指引' })),
    authority: strEnum(['decides', 'accepts', 'collects', 'advises'], {
      description: '可当场决定、受理、代收、咨询',
    }),
  }),
)

export const Intermediary = part(
  'Intermediary',
  Strict({
    name: text(200),
    basis: text(500),
    organs: Type.Optional(text(500)),
    fee: Type.Optional(text(500)),
    limit: Type.Optional(text(100)),
  }),
)

/** How the item can be handled without coming, or with less waiting. */
export const Services = part(
  'ItemServices',
  Strict({
    onlineDepth: Type.Optional(dictionaryCode('网上办理深度')),
    onlineUrl: Type.Optional(Url),
    mobileUrl: Type.Optional(Url),
    appointment: Type.Optional(Type.Boolean({ description: '是否支持预约办理' })),
    express: Type.Optional(Type.Boolean({ description: '是否支持物流快递' })),
    selfService: Type.Optional(Type.Boolean({ description: '是否支持自助终端办理' })),
    inCentre: Type.Optional(Type.Boolean({ description: '是否进驻政务大厅' })),
    singleSignOn: Type.Optional(Type.Boolean({ description: '是否支持单点登录' })),
  }),
)
