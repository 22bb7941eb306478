import { type Column, getTableColumns, getTableName, type Table } from 'drizzle-orm'

type Columns<T extends Table> = T['_']['columns']

/** The names that the columns of a table have in the database. */
export type ColumnOf<T extends Table> = Columns<T>[keyof Columns<T>]['_']['name']

type Read<C extends Column> = C['_']['notNull'] extends true ? C['_']['data'] : C['_']['data'] | null

/**
 * A row as hand-written SQL reads it: names of the database, null where the column may be. Made of the table, so that
 * a renamed column is a compile error in every statement that names it.
 */
export type RowOf<T extends Table> = {
  [K in keyof Columns<T> as Columns<T>[K]['_']['name']]: Read<Columns<T>[K]>
}

/** Bytes travel in JSON documents as `\x…`. */
type Written<V> = V extends Buffer ? string : V extends Buffer[] ? string[] : V

/**
 * A row as it travels to a statement in a JSON document; every column stands in it, so that none is forgotten. What is
 * undefined is null. `Left`: columns that the database fills itself.
 */
export type WrittenRow<T extends Table, Left extends string = never> = {
  [K in keyof Columns<T> as Exclude<
    Columns<T>[K]['_']['name'],
    Left
  >]: Columns<T>[K]['_']['notNull'] extends true
    ? Written<Columns<T>[K]['_']['data']>
    : Written<Columns<T>[K]['_']['data']> | null | undefined
}

/**
 * The columns that this build knows of a table, in its order. Statements name them: `select *` changes its shape, and
 * `insert … select r.*` writes NULL over a default, as soon as the database is expanded under the running service.
 */
export function columnsOf<T extends Table>(table: T, ...left: ColumnOf<T>[]): ColumnOf<T>[] {
  return Object.values(getTableColumns(table))
    .map((column) => column.name as ColumnOf<T>)
    .filter((name) => !left.includes(name))
}

/** The columns of a table by the names of the database: what a typed query selects or returns is then a `RowOf`. */
export function namedColumns<T extends Table>(table: T): NamedColumns<T> {
  return Object.fromEntries(
    Object.values(getTableColumns(table)).map((column) => [column.name, column]),
  ) as NamedColumns<T>
}

type NamedColumns<T extends Table> = {
  [K in keyof Columns<T> as Columns<T>[K]['_']['name']]: Columns<T>[K]
}

/** `r.a, r.b`: columns as a statement reads them. */
export const listed = (columns: readonly string[], alias: string): string =>
  columns.map((name) => `${alias}.${name}`).join(', ')

/** `a = r.a, b = r.b`: columns as an update sets them. */
export const assigned = (columns: readonly string[], alias: string): string =>
  columns.map((name) => `${name} = ${alias}.${name}`).join(', ')

/**
 * `insert into t (a, b) select r.a, r.b from written, …`: rows of a JSON document. `from`: what must have been written
 * first, e.g. a CTE's name; without it the rows are written in any case.
 */
export function insertRows<T extends Table>(
  table: T,
  parameter: string,
  { columns = columnsOf(table), from }: { columns?: readonly ColumnOf<T>[]; from?: string } = {},
): string {
  const name = getTableName(table)
  const source = `jsonb_populate_recordset(null::${name}, ${parameter}) r`
  return `insert into ${name} (${columns.join(', ')}) select ${listed(columns, 'r')} from ${from === undefined ? source : `${from}, ${source}`}`
}
