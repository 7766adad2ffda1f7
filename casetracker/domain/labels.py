"""Labels: two random words that stand for one subject to one reader.

A label means nothing to anyone else (design: "Notice", `label`). The words hint at no person,
place, illness, violence or politics; colours and flowers that stand for a country or a movement
are left out, and so are words that would sit badly beside grave news. Stored labels stay as they
are when these lists change.
"""

_ADJECTIVES = """
agile airy amber antique auburn autumnal azure balmy beaded beige blooming bluish bookish braided
breezy bright brilliant brisk broad bronze bubbly budding bumpy buttery buttoned calm careful
carved ceramic charming chequered chrome classic clean clever cloudy coastal cobalt coiled comfy
compact cool copper cosmic cotton cozy creamy crisp curious curly curved cushioned cyan dainty
dapper dappled dewy dotted dreamy drifting eager early elegant emerald feathery felted fizzy
flannel floating floral fluffy foamy foggy foldable folded fresh friendly fringed frosty frothy
fruity furry fuzzy gentle gilded glassy glazed gleaming gliding glossy glowing golden gradual
grassy grooved growing handy herbal hilly honeyed huge humming indigo ivory jeweled keen kindly
knitted laced large lavender leafy lemony light lilac lively long looped lovely lunar marine matte
mauve mellow melodic midday mild minty misty modern moonlit mossy mottled musical narrow neat
nesting nimble novel nutty oaken ochre onyx ornate oval painted pastel patterned peachy pearly
pebbly pewter plain pleasant polished polite portable precise printed purple quaint quick quilted
rainy rapid recent rhythmic ribbed ribboned ridged ripe robust rocky rolling roomy rosy round
rural russet rustic saffron sailing salty sandy sapphire satin seasoned sepia serene shiny silky
silver simple slim small smooth snowy snug soaring soft solar solid spacious speckled speedy spicy
spinning spotted sprouting square stable starry steady stellar stitched striped sturdy stylish
suede sugary summery sunlit sunny sweet swift tall tangy taupe teal thick tidal tidy tinted tiny
toasty topaz tufted tuneful turquoise umber useful vernal vivid warm wavy waxed wide windswept
windy wintry wise wooden woolly woven yellow zesty
"""
_NOUNS = """
accordion acorn album alder almond alpaca apple apricot apron aspen atlas avocado backpack balcony
ballad bamboo banjo barley barn basket beach beech beetroot bicycle birch biscuit blanket bluebell
blueberry bobbin bonnet bookmark bowl breeze broccoli brooch brush bumblebee butter butterfly
button calendar candle canoe canyon carousel carpet carrot celery cello cherry chestnut chickpea
chime chipmunk cinnamon clarinet cloud clover cocoa coffee colander comet compass crayon creek
crocus cucumber cupboard currant cushion cymbal daffodil dandelion desk dolphin domino dragonfly
drawer dune easel eraser fern ferry fiddle finch firefly flute fountain galaxy garden gazebo
giraffe globe goldfish goose grape guitar hammock harmonica haystack hedgehog heron hill honey
horizon hourglass jar kayak kettle kite koala ladle ladybird lagoon lamp lantern lettuce library
lute maize mallard mango maple marble marigold marquee meadow melody meteor millet mirror mitten
moonbeam moose moss mountain muffin necklace nectarine notebook nutmeg oboe orchard orchid oregano
otter paddle painting palette pancake paprika parasol parsley parsnip pasta pavilion peach pear
pebble pelican pencil pendant penguin peony pepper piano picnic picture pillow pine pinwheel
pitcher planet plum poem pond poplar porch postcard puffin pumpkin puzzle quilt quince rabbit
radish raindrop rake raspberry reef rhythm ribbon river rowboat sailboat sandal sandpiper satchel
saucer scarf scooter seahorse seashell shallot shelf sofa sonata sparrow spatula spinach spoon
spruce squirrel starfish story stream sundial sunset swan table teacup teapot tent terrace thimble
thread thyme tide tomato tortoise toucan tram trellis tricycle trombone trowel tuba turtle ukulele
umbrella valley vanilla vase vineyard violin waffle walnut waltz whisk windmill wool wren
xylophone yarn zebra
"""
ADJECTIVES: tuple[str, ...] = tuple(_ADJECTIVES.split())
NOUNS: tuple[str, ...] = tuple(_NOUNS.split())


def label_for(random_bytes: bytes) -> str:
    """Return two words, "amber lantern", for two random bytes; further bytes are ignored.

    Each list has 256 words, so every one of the 65,536 labels is equally likely; who stores
    them retries with fresh bytes where this reader has the label already. Raises ValueError for
    fewer than two bytes.
    """
    if len(random_bytes) < 2:
        raise ValueError("a label needs two random bytes")
    return f"{ADJECTIVES[random_bytes[0]]} {NOUNS[random_bytes[1]]}"
