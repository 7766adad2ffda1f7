"""The words of labels, for each language that has lists of its own.

No word hints at anything that the work is about: no captivity, border, journey, paper, money,
illness, violence, politics, country or name of a person, nor slang for any of them. Colours,
animals and flowers that stand for a country or a movement are left out, and so is what would sit
badly beside grave news. In Belarusian and Russian every noun is masculine, so that any adjective
agrees with any noun. Stored labels stay as they are when these lists change.
"""

_EN_ADJECTIVES = """
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
_EN_NOUNS = """
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
_BE_ADJECTIVES = """
абрыкосавы акварэльны аксамітны акуратны альховы апельсінавы арэхавы асенні атласны баваўняны
бадзёры бамбукавы блізкі бліскучы бурштынавы бэзавы ванільны вельветавы веснавы ветлівы вечаровы
воблачны вусаты выразны высокі вясёлкавы вясёлы вішнёвы гарбузовы гарэзлівы гладкі глыбокі гнуткі
грушавы гулкі далёкі далікатны дасціпны доўгі драўляны дробны дубовы духмяны жартаўлівы жвавы
задуменны звонкі зменлівы зорны зручны зычлівы зімовы каларытны каляровы карамельны карункавы
касмічны квадратны квяцісты кедравы кемлівы керамічны кляновы круглы кудлаты кучаравы лавандавы
ладны ласкавы летні люстраны лёгкі ліловы ліпавы маленькі малочны малінавы мандарынавы марозны
марскі матавы мелодыйны мудры мядовы мяккі мятны мігатлівы міндальны надзейны незвычайны нетаропкі
новы паласаты палатняны перламутравы персікавы песенны плюшавы празрысты прасторны прахалодны
просты прыгожы прыязны пухкі пухнаты пушысты пявучы пясчаны рабінавы ранішні рахманы рачны росны
роўны рухавы рэдкі садовы салодкі сасновы свежы светлы смачны смешны снежны сонечны спакойны спелы
спеўны спрытны стракаты стройны сунічны сухі сціплы таполевы тонкі трапічны туманны узорысты
усмешлівы утульны фарфоравы фланелевы фруктовы фіялкавы хвалісты хваёвы хуткі цукровы цёплы цікавы
ціхі чарнічны чуйны чысты шакаладны шаўковы шорсткі шустры шчаслівы шчодры шчыры шыкоўны шырокі
яблычны ягадны яркі ясеневы ясны імбірны імклівы
"""
_BE_NOUNS = """
абрыкос агрэст агурок аер акардэон аловак альбом ананас апельсін арэх атлас баклажан балкон бамбук
банан бант барабан басейн берат блакнот блін букет бурундук бутон бэз вадаспад вальс васьміног
веласіпед верас вецер вожык вяз вярблюд вінаград гадзіннік гай гарбуз гарлачык гаршчок глобус гном
гобелен грэбень гузік дождж дыван дэльфін жаўрук жолуд жыраф завіток заліў збанок зефір кактус
каляндар камертон камін капялюш карагод касач каток каштан каўнер кедр кларнет клубок клён коцік
кошык краб кубак кубік куст кілім кіпарыс ландыш лось луг лужок лінь лісток ліхтар ліхтарык
мальберт малюнак мандарын марж мармур матыль матылёк маяк маятнік метраном млын мурашнік мяч мячык
мёд нарцыс насарог падасінавік паднос папугай парасон пенал перац пернік персік плашч плюшч пляж
пояс пінгвін пірог рагалік ручай рыс сад саксафон салат самавар самакат світар слімак снег
снегавік спеў стол стрыж стэп суп сшытак тамат тапаз торт трамбон трамвай туман тэлескоп тэрмас
узор фагот фантан фартух фікус хамяк хор цвыркун цырк цюлень чабор чайнік чарот човен шакалад
шалік шафран эскіз явар ядловец якар янот ясень ёгурт
"""
_RU_ADJECTIVES = """
абрикосовый акварельный аккуратный апельсиновый атласный бамбуковый бархатный бисерный блестящий
близкий бодрый бойкий ванильный вельветовый весенний весёлый вечерний вишнёвый вкусный войлочный
волнистый высокий гибкий гладкий глубокий грушевый далёкий деревянный длинный добрый дубовый
душистый жемчужный задорный задумчивый звонкий звёздный зеркальный зимний изящный имбирный
искристый карамельный кедровый керамический кленовый клетчатый кокосовый коричный космический
кремовый круглый кружевной кудрявый лавандовый ласковый летний лиловый липовый ловкий лохматый
лунный лёгкий маленький малиновый мандариновый матовый медовый мелодичный мерцающий миндальный
молочный морской мохнатый мудрый мягкий мятный надёжный нежный неспешный новый облачный овальный
овсяный ольховый опрятный ореховый осенний перламутровый персиковый песочный плавный плетёный
плюшевый полосатый полуденный приветливый прозрачный простой просторный прохладный пушистый
пшеничный пёстрый радужный резной речной рисовый ровный росистый румяный рябиновый садовый
сатиновый сахарный свежий светлый серебристый сиреневый скромный сладкий сливочный смешливый
снежный солнечный сосновый спелый спокойный старинный стеклянный степной стройный сухой
терракотовый тихий тонкий тополиный туманный тёплый узорный уютный фарфоровый фиалковый фланелевый
фруктовый хвойный хлопковый цветной цветочный чайный черничный чистый чуткий шерстяной широкий
шоколадный шумный шустрый шёлковый щедрый яблочный ягодный янтарный яркий ясеневый ясный
"""
_RU_NOUNS = """
абрикос аккордеон альбом ананас апельсин арбуз атлас баклажан балкон бамбук банан бант барабан
бассейн берет блин блокнот бублик будильник букет бурундук бутон вальс велосипед верблюд вереск
ветер виноград водопад вяз глобус гном гобелен гобой гребень дельфин дождь дуршлаг енот жираф
жёлудь закат залив зефир зонтик иней инжир йогурт кактус календарь камертон камин карандаш каток
каштан каяк кедр кекс кипарис кисель кит кларнет клевер клубок клён ковёр колокольчик компот краб
крендель крокус крыжовник ксилофон кубик кувшин кустик ландыш листок лоскут лось луг лютик
мандарин мармелад маяк маятник мелок метроном мольберт морж мотылёк мрамор муравейник мяч мёд
нарцисс носорог огурец одуванчик окунь орех оркестр остров павлин папоротник парус пеликан пенал
перец персик песок пингвин пирог платок плащ плющ пляж поднос половник помидор попугай пояс пруд
пряник ранец рассвет рис рисунок рогалик родник рояль ручей сад саксофон салат самовар самокат
светлячок свитер снег снеговик стол стриж суп телескоп термос томат топаз торт трамвай тромбон
туман тюлень узор укроп фагот фартук фикус финик фонарик фонтан холм хомяк хор хоровод цирк чабрец
чайник шалфей шарф шатёр шафран шиповник шкаф шоколад щавель эскиз якорь ялик янтарь ясень ёж
"""
#: Language → (adjectives, nouns).
WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (tuple(_EN_ADJECTIVES.split()), tuple(_EN_NOUNS.split())),
    "be": (tuple(_BE_ADJECTIVES.split()), tuple(_BE_NOUNS.split())),
    "ru": (tuple(_RU_ADJECTIVES.split()), tuple(_RU_NOUNS.split())),
}
