// Runs the rules as a phone does: compiled to WebAssembly, in the engine of a browser.
// node phone.mjs <module> <catalogue.json> <seed> <how many>
// Writes, for each answer set, the number of bytes (four, little end first) and what the rules say.

import { readFileSync, writeSync } from 'node:fs'

const [module, catalogue, seed, count] = process.argv.slice(2)
const { instance } = await WebAssembly.instantiate(readFileSync(module), {})
const { memory, room, load, say, length } = instance.exports

const json = readFileSync(catalogue)
const at = room(json.length)
new Uint8Array(memory.buffer, at, json.length).set(json)
if (load() === 0) throw new Error('the module cannot read the catalogue')

const write = (bytes) => {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(1, bytes, done)
    } catch (error) {
      // The reader is slower than we are.
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
for (let number = 0; number < Number(count); number++) {
  const start = say(Number(seed), number)
  const said = Buffer.from(new Uint8Array(memory.buffer, start, length()))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(said.length)
  write(Buffer.concat([size, said]))
}
