import { Type } from 'typebox'
import { model, Strict, strEnum } from '../../http/schemas.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'
import { SPECIMEN_KINDS } from './specimen.js'
import { TemplateContent } from './template.js'

/** What a template consists of. */
export const templateMembers = {
  organisation: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      pattern: '^[^.]+$',
      description: 'Whose it is (归属机构); absent: the whole deployment’s',
    }),
  ),
  kind: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z][A-Za-z0-9]{0,49}$',
      description: 'Kind of document (文书种类); absent: every kind',
    }),
  ),
  itemType: Type.Optional(
    Type.String({ pattern: '^[0-9A-Za-z]{1,20}$', description: 'Item type (事项类型); absent: every type' }),
  ),
  content: TemplateContent,
}

export const templateKeyParam = Type.String({
  pattern: '^[^.]{1,50}\\.[A-Za-z0-9]{1,50}\\.[0-9A-Za-z]{1,20}$',
  description: 'Owner, kind and item type, `all` where it is for all (模板编码)',
  examples: ['all.denial.01'],
})

export const TemplateView = model(
  'DocumentTemplate',
  Strict({ key: Type.String(), version: Type.Integer(), ...templateMembers }),
)

export const NewTemplateBody = model(
  'NewDocumentTemplate',
  Strict(templateMembers, {
    examples: [
      {
        organisation: COUNTY_MARKET,
        content: {
          organWord: '乐市中市监',
          remedies: { authority: '乐山市市中区人民政府', court: '乐山市市中区人民法院' },
          contact: { address: '乐山市市中区政务服务中心二楼', telephone: '0833-2100312' },
          seal: '行政审批专用章',
        },
      },
    ],
  }),
)

export const PreviewBody = model(
  'DocumentTemplatePreview',
  Strict(
    {
      organisation: templateMembers.organisation,
      kind: strEnum(SPECIMEN_KINDS, { description: 'Kind of document (文书种类)' }),
      itemType: Type.Optional(
        Type.String({ pattern: '^[0-9A-Za-z]{1,20}$', default: '01', description: '事项类型' }),
      ),
      content: Type.Optional(TemplateContent),
    },
    {
      examples: [
        { organisation: COUNTY_MARKET, kind: 'denial', itemType: '01', content: { seal: '行政审批专用章' } },
      ],
    },
  ),
)
