import { createHash } from 'node:crypto'
import type { Queryable } from '../../database/queryable.js'
import { receiveFile } from '../../features/files/file-service.js'
import type { Keeping } from '../../features/files/keeping.js'
import { BLANK_FORM_ID, FILLED_SAMPLE_ID } from '../../shared/sample-codes.js'
import { type FormRow, formDocx } from './docx.js'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const TITLE = '乐山市住房公积金支取使用审批表'
const FIELDS: readonly FormRow[] = [
  ['申请人姓名', '张三（示例）'],
  ['居民身份证号码', '511102199001010018'],
  ['联系电话', '138****0000'],
  ['所在单位', '乐山市某某有限公司（示例）'],
  ['公积金账号', '5111000000（示例）'],
  ['贷款发放机构', '乐山市住房公积金管理中心'],
  ['贷款年份', '2023'],
  ['当年还款额（元）', '15,000.00'],
  ['此前累计提取（元）', '0.00'],
  ['申请提取金额（元）', '12,000.00'],
  ['申请人签名、日期', '张三　2026年3月2日'],
  ['单位意见（加盖预留印鉴章）', '情况属实，同意申请。2026年3月2日'],
  ['公积金管理部审批意见', ''],
]
const NOTES = [
  '填表说明：',
  '1. 请用黑色签字笔填写，金额以元为单位。',
  '2. 本表一式三联，单位核实后加盖预留印鉴章。',
]

interface SampleFile {
  fileId: string
  name: string
  mediaType: string
  bytes: Buffer
}

/** The approval form of the Leshan item as a blank (空白表格) and filled in (示例样表). */
export const SAMPLE_FILES: readonly SampleFile[] = [
  {
    fileId: BLANK_FORM_ID,
    name: `${TITLE}（空白）.docx`,
    mediaType: DOCX,
    bytes: formDocx(
      TITLE,
      FIELDS.map(([label]) => [label, '']),
      NOTES,
    ),
  },
  {
    fileId: FILLED_SAMPLE_ID,
    name: `${TITLE}（示例）.docx`,
    mediaType: DOCX,
    bytes: formDocx(`${TITLE}（示例样表）`, FIELDS, NOTES),
  },
]

/** Rows of `files`; they are published with their item. */
export const sampleFileRows = () =>
  SAMPLE_FILES.map(({ fileId, name, mediaType, bytes }) => ({
    file_id: fileId,
    sha256: `\\x${createHash('sha256').update(bytes).digest('hex')}`,
    size: bytes.length,
    name,
    media_type: mediaType,
    scan: 'notScanned',
    uploaded_by: 'yichuang|sample',
    uploaded_at: '2024-01-01T00:00:00Z',
    kept: true,
  }))

/** Puts the bytes of the sample files where uploads lie, encrypted as they are. */
export async function placeSampleFiles(db: Queryable, keeping: Keeping): Promise<void> {
  for (const { fileId, bytes, mediaType } of SAMPLE_FILES)
    await receiveFile(db, keeping, { fileId, bytes, declared: mediaType })
}
