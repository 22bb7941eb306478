import { Type } from 'typebox'
import { caseNoParam, LegalDate, openEnum, SAID, Strict, strEnum } from '../../http/schemas.js'
import { EXAMPLE_PAPER } from '../cases/case-examples.js'
import { ENDING_INPUTS } from '../workflow/ending-inputs.js'

const Standing = Strict(
  {
    state: openEnum(['valid', 'delivered', 'paid', 'superseded', 'ended', 'void'], {
      description: '有效、已送达、已缴清、已替代、办理已终结、作废',
    }),
    words: Type.Optional(
      Type.String({ description: 'As the paper says it', examples: ['已于2026年3月5日送达'] }),
    ),
    by: Type.Optional(Type.String({ description: 'The later document (documentNo)' })),
  },
  { description: 'Whether it still stands (文书状态)' },
)
const told = {
  documentNo: Type.String({ examples: [EXAMPLE_PAPER.documentNo] }),
  officialNo: Type.Optional(
    Type.String({
      description: 'Number by organ, kind and year (文号); absent in documents from before there were such',
      examples: ['乐市中市监许受〔2026〕12号'],
    }),
  ),
  kind: Type.String({ examples: ['acceptanceNotice'] }),
  title: Type.String({ examples: ['受理通知书'] }),
  issuedOn: LegalDate,
  standing: Standing,
}
const lines = (description: string) => Type.Array(Type.String(), { description })

export const DocumentView = Strict({ ...told, content: Type.Record(Type.String(), Type.Unknown()) })
/** In the list of a bundle's case each names the member's that issued it, where it is read. */
export const ListedDocument = Strict({
  ...DocumentView.properties,
  caseNo: Type.Optional(Type.String({ description: 'Of a bundle’s case: the member’s (一件事子件)' })),
})

export const OneDocument = Strict({
  ...DocumentView.properties,
  applicants: Type.String({ description: 'Masked unless clear=true (申请人)', examples: ['李*敏'] }),
  verificationCode: Type.Optional(
    Type.String({ description: 'As it is printed on the paper (验证码)', examples: [EXAMPLE_PAPER.code] }),
  ),
  hash: Type.Optional(Type.String({ description: 'SHA-256 of what was issued (存底哈希)' })),
  templates: Type.Optional(
    Type.Array(Strict({ key: Type.String(), version: Type.Integer() }), {
      description: 'What it was made of (模板及版本)',
    }),
  ),
  paper: Strict(
    {
      title: Type.String(),
      organ: Type.String({ description: 'In full (机关全称)' }),
      actedBy: Type.Optional(
        Type.String({ description: 'Who did it in the organ’s name, entrusted by it (受委托机关)' }),
      ),
      addressedTo: Type.Optional(
        Type.String({
          description: 'To whom the applicant says it, of a promise (致；容缺受理承诺书、告知承诺书)',
        }),
      ),
      caseNo: Type.String(),
      item: Type.String(),
      issuedOn: LegalDate,
      paragraphs: lines('What it says (正文)'),
      signatures: Type.Optional(lines('Where people sign, below the lists (签名栏)')),
      lists: Type.Array(Strict({ title: Type.String(), lines: Type.Array(Type.String()) })),
      dates: Type.Array(Strict({ label: Type.String(), date: LegalDate, provisional: Type.Boolean() }), {
        description: 'Last days (期限)',
      }),
      bases: lines('Law that it rests on (办理依据)'),
      bring: lines('What to bring (请携带)'),
      remedies: lines('Where to go against it, until when (救济途径)'),
      contact: lines('Whom to ask (联系方式)'),
      seal: Type.String({ description: 'Which seal belongs there (印章)' }),
    },
    { description: 'What the paper says, in its order' },
  ),
})

export const documentParams = Strict({
  ...caseNoParam.properties,
  documentNo: Type.String({ minLength: 1, maxLength: 60, examples: [EXAMPLE_PAPER.documentNo] }),
})

const { action: _action, method: _method, ...delivered } = ENDING_INPUTS.deliver.properties

/** How a paper reached somebody. */
export const DeliveryBody = Strict(
  {
    method: strEnum(['pickup', 'post', 'electronic', 'announcement'], {
      examples: ['pickup'],
      description:
        '自取、邮寄、电子、公告: electronic only where the receiver agreed to it (consent); announcement, as the last resort with what was tried before and where it was announced (note), counts as delivered after thirty days',
    }),
    ...delivered,
    returned: Type.Optional(
      Type.String({
        minLength: 4,
        maxLength: 500,
        pattern: SAID,
        description:
          'Why the letter came back (退件原因), with the method by which it was sent, post or electronic: the paper was not delivered, no days run against it, and it is delivered anew; of the decision of the case that is `returnMail`',
        examples: ['邮件因收件人迁址被退回'],
      }),
    ),
    arrivedOn: Type.Optional({
      ...LegalDate,
      description:
        'The day that the return receipt of the letter shows (妥投日期), with method post; of the decision of the case too, which `deliver` posted. Until then the paper is on its way, and no days run against it',
    }),
    onItsWay: Type.Optional(
      Type.Literal(true, {
        description:
          'With `again`: what was told of the letter was wrong, it neither arrived nor came back, and is on its way still (更正为在途)',
        examples: [true],
      }),
    ),
    again: Type.Optional(
      Type.String({
        minLength: 4,
        maxLength: 500,
        pattern: SAID,
        description:
          'Why it is delivered anew (再次送达的原因); with `arrivedOn`, `returned` or `onItsWay`, why what was told of the letter before is put right (更正原因)',
        examples: ['邮件因收件人迁址被退回'],
      }),
    ),
  },
  { examples: [{ method: 'pickup', receiver: '李小敏' }] },
)

export const verifyBody = Strict(
  {
    documentNo: Type.String({ minLength: 1, maxLength: 200 }),
    code: Type.String({ minLength: 1, maxLength: 40 }),
  },
  { examples: [EXAMPLE_PAPER] },
)

export const verifyQuery = Strict({
  documentNo: Type.String({ minLength: 1, maxLength: 200, examples: [EXAMPLE_PAPER.documentNo] }),
  code: Type.String({ minLength: 1, maxLength: 40, examples: [EXAMPLE_PAPER.code] }),
})

export const Verified = Strict({
  ...told,
  organisation: Type.String({ description: 'Who issued it (出具机关)' }),
  item: Type.String(),
  applicants: Type.String({ description: 'Masked (申请人)' }),
  hash: Type.String({ description: 'SHA-256 of what was issued (存底哈希)' }),
})
