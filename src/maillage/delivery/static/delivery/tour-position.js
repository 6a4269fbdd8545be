// Where the courier is, told only on duty and only while the courier shares it.
import { ask } from "./tour-send.js";

const EVERY_MS = 20_000;
const FRESH_MS = 120_000;

export class Position {
  constructor({ url, onDenied, onEnded }) {
    Object.assign(this, { url, onDenied, onEnded });
    this.last = null;
    this.sentAt = 0;
  }

  follow(isSharing) {
    if (isSharing && this.watch === undefined && navigator.geolocation) {
      this.watch = navigator.geolocation.watchPosition((place) => this.here(place), (error) => error.code === 1 && this.denied(), { enableHighAccuracy: true, maximumAge: 10_000 });
    }
    if (!isSharing && this.watch !== undefined) {
      navigator.geolocation.clearWatch(this.watch);
      this.watch = undefined;
      this.last = null;
    }
  }

  denied() {
    this.follow(false);
    this.onDenied();
  }

  // An old place is of no use to anybody: without network nothing is kept.
  async here({ coords, timestamp }) {
    this.last = { latitude: coords.latitude, longitude: coords.longitude, at: timestamp };
    if (Date.now() - this.sentAt < EVERY_MS) return;
    this.sentAt = Date.now();
    try {
      const answer = await ask(this.url, { body: JSON.stringify({ ...this.last, sent_at: Date.now() }) });
      if (answer.ok && !(await answer.json()).is_shared) this.onEnded();
    } catch {
      // The next one, in twenty seconds.
    }
  }

  // Where an action was done, when that is known.
  now() {
    if (!this.last || Date.now() - this.last.at > FRESH_MS) return {};
    return { latitude: this.last.latitude, longitude: this.last.longitude };
  }
}
