import { describeRecording, identityOf, type Recording, type RecordingInput } from './recording.js';
import { recordingKeys } from './recording-keys.js';
import { isLiveAlbum } from './versions.js';

/** A recording with its `recordingKeys`. */
export interface ReadRecording {
  readonly recording: Recording;
  readonly keys: readonly string[];
}

/**
 * Reads recordings of which many have the same names, as one song on several platforms: each name is read once, which is
 * most of the work. Remembers every name, so it should not outlive a batch.
 */
export class RecordingReader {
  private readonly known = new Map<string, ReadRecording>();

  read(input: RecordingInput): ReadRecording {
    const { recording, keys } = this.named(input);
    return { recording: { ...recording, ...identityOf(input) }, keys };
  }

  private named(input: RecordingInput): ReadRecording {
    const { title, artists, otherTitles, album = '' } = input;
    // A live album makes its songs live; no other album says anything about the names.
    const names = JSON.stringify([title, artists, otherTitles, isLiveAlbum(album)]);
    const known = this.known.get(names);
    if (known !== undefined) return known;
    const recording = describeRecording(input);
    const read = { recording, keys: recordingKeys(recording) };
    this.known.set(names, read);
    return read;
  }
}
