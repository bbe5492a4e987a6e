/* sample_text: the text with which a voice is measured and introduced: the fable "The North Wind
 * and the Sun", which phoneticians use to compare languages. */
#ifndef LECTERN_WORKERS_TTS_SAMPLE_TEXT_H
#define LECTERN_WORKERS_TTS_SAMPLE_TEXT_H

/* The text for a language by eSpeak NG's name, with or without region and variant ("en-us",
 * "cmn", "en+f3"); English if there is none. Static, UTF-8, several whole sentences. */
const char *sample_text(const char *language);

#endif
