import type { Queryable } from '../../database/queryable.js'
import { FILE_COLUMNS, type FileRow } from './file-store.js'

/** The next files in the order of their key. */
export async function pageOfFiles(db: Queryable, after: string, limit: number): Promise<FileRow[]> {
  const { rows } = await db.query<FileRow>({
    name: 'page-of-files',
    text: `select ${FILE_COLUMNS} from files where file_id > $1 order by file_id limit $2`,
    values: [after, limit],
  })
  return rows
}

/** The next hashes of content. */
export async function pageOfContents(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>({
    name: 'page-of-contents',
    text: `select encode(sha256, 'hex') as sha256 from files where sha256 > decode($1, 'hex')
      group by sha256 order by files.sha256 limit $2`,
    values: [after, limit],
  })
  return rows.map(({ sha256 }) => sha256)
}

/** Whether a row without a seal names this content. */
export async function selectUnsealed(db: Queryable, sha256: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'select-unsealed',
    text: `select from files where sha256 = decode($1, 'hex') and sealed is null limit 1`,
    values: [sha256],
  })
  return rowCount === 1
}

interface NewSeal {
  fileId: string
  before: Buffer | null
  sealed: Buffer
}

/** Puts new seals onto files whose seal is still what it was, and which nobody holds. */
export async function updateSeals(db: Queryable, seals: NewSeal[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'update-seals',
    text: `
      with r as (select * from unnest($1::uuid[], $2::bytea[], $3::bytea[]) r(file_id, before, sealed)),
      held as (
        select f.file_id from files f join r using (file_id)
        where f.sealed is not distinct from r.before for update of f skip locked)
      update files f set sealed = r.sealed
      from held join r using (file_id) where f.file_id = held.file_id`,
    values: [
      seals.map(({ fileId }) => fileId),
      seals.map(({ before }) => before),
      seals.map(({ sealed }) => sealed),
    ],
  })
  return rowCount ?? 0
}
