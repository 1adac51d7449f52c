import Database from 'better-sqlite3';

const surnames = '王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗';
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平';
const latin = ['Amy', 'Jack', 'Tank', 'Jay', 'Rainie', 'Leehom', 'Mayday', 'Coco', 'Eason', 'Faye', 'Penny', 'Joker'];

const pick = (list: ArrayLike<string>, at: number): string => list[Math.floor(at) % list.length] ?? '';

/** Person `n` as one of five ways writes the name: in Han, in traditional Han, in Latin letters, in both, or with a guest. */
function nameOf(n: number, way: number): string {
  const han = `${pick(surnames, n)}${pick(given, n / 20)}${pick(given, n / 400)}${n >= 8000 ? String(Math.floor(n / 8000)) : ''}`;
  const western = `${pick(latin, n)} ${n % 3 === 0 ? 'Lee' : 'Band'} ${n}`;
  return (
    [han, han.replace('张', '張').replace('刘', '劉'), western, n % 4 === 0 ? `${western} ${han}` : han, `${han} feat. ${western}`][way] ??
    han
  );
}

const addArtist = `INSERT INTO artists(platform, remote_artist_id, name) VALUES (?, ?, ?)
  ON CONFLICT(platform, remote_artist_id) DO UPDATE SET name = name RETURNING id`;

const people = 30_000;

/** Adds songs of 30,000 people as four sources write them: about 200,000 artists for a million songs. */
export function addCredits(file: string, numbers: Iterable<number>): void {
  const db = new Database(file);
  try {
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -200000');
    const song = db.prepare('INSERT INTO songs(platform, remote_song_id, name) VALUES (?, ?, ?)');
    const artist = db.prepare(addArtist).pluck();
    const link = db.prepare('INSERT INTO artist_songs(artist_id, song_id, position) VALUES (?, ?, 1)');
    db.transaction(() => {
      for (const n of numbers) {
        const person = (Math.floor(n / 4) * 7919) % people;
        const source = n % 4;
        const platform = ['library', 'qq', 'netease', 'deezer'][source] ?? '';
        const name = nameOf(person, source === 0 ? Math.floor(n / 4 / people) % 5 : source - 1);
        const remoteId = source === 0 ? `name:${name.toLowerCase()}` : String(person);
        link.run(artist.get(platform, remoteId, name), song.run(platform, `c${n}`, `Song ${n}`).lastInsertRowid);
      }
    })();
  } finally {
    db.close();
  }
}
