#pragma once
#include <stddef.h>

/// What the HTML report carries in its own bytes. Texts are UTF-8 and not terminated.

/// The page's style sheet.
const unsigned char *credence_page_style(void);
/// Its length in bytes.
size_t credence_page_style_size(void);

/// The page's script.
const unsigned char *credence_page_script(void);
/// Its length in bytes.
size_t credence_page_script_size(void);
