import { inflateRawSync } from 'node:zlib'

/** The text of a member of a zip file, found by its central directory. */
function member(zip: Buffer, name: string): string {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0) throw new Error('not a zip file')
  let at = zip.readUInt32LE(end + 16)
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const [nameLength, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const local = zip.readUInt32LE(at + 42)
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      const raw = zip.subarray(start, start + size)
      return (method === 8 ? inflateRawSync(raw) : raw).toString('utf8')
    }
    at += 46 + nameLength + extra + comment
  }
  return ''
}

const plain = (xml: string) => xml.replace(/<[^>]+>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&')

/** The first sheet of an xlsx file as rows of texts. */
export function sheet(file: Buffer): string[][] {
  const shared = [...member(file, 'xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map((m) => plain(m[1]!))
  return [...member(file, 'xl/worksheets/sheet1.xml').matchAll(/<row[ >].*?<\/row>/gs)].map((row) =>
    [...row[0].matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map((c) => {
      const text = plain(c[2] ?? '')
      return /t="s"/.test(c[1]!) ? (shared[Number(text)] ?? '') : text
    }),
  )
}
